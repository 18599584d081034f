(contract_declaration name: (identifier) @name) @definition.class
(interface_declaration name: (identifier) @name) @definition.class
(library_declaration name: (identifier) @name) @definition.class
(struct_declaration name: (identifier) @name) @definition.class
(enum_declaration name: (identifier) @name) @definition.class
(user_defined_type_definition name: (identifier) @name) @definition.type
(function_definition name: (identifier) @name) @definition.function
(modifier_definition name: (identifier) @name) @definition.function
(constructor_definition "constructor" @name) @definition.function
(event_definition name: (identifier) @name) @definition.variable
(error_declaration name: (identifier) @name) @definition.variable
(state_variable_declaration name: (identifier) @name) @definition.variable
(constant_variable_declaration name: (identifier) @name) @definition.variable
(enum_value) @name @definition.variable

(call_expression function: (expression (identifier) @call))
(call_expression function: (expression (member_expression property: (identifier) @call)))
(emit_statement name: (expression (identifier) @call))
(revert_statement error: (expression (identifier) @call))
(modifier_invocation (identifier) @call)
(new_expression name: (type_name (user_defined_type (identifier) @call)))
(member_expression property: (identifier) @attribute)
(user_defined_type (identifier) @type)
(identifier) @word

(import_directive) @import
