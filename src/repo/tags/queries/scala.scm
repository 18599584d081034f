(class_definition name: (identifier) @name) @definition.class
(trait_definition name: (identifier) @name) @definition.class
(object_definition name: (identifier) @name) @definition.class
(enum_definition name: (identifier) @name) @definition.class
(type_definition name: (type_identifier) @name) @definition.type
(function_definition name: (_) @name) @definition.function
(function_declaration name: (_) @name) @definition.function
(given_definition name: (identifier) @name) @definition.variable
(simple_enum_case name: (identifier) @name) @definition.variable
(template_body (val_definition pattern: (identifier) @name) @definition.variable)
(template_body (var_definition pattern: (identifier) @name) @definition.variable)
(template_body (val_declaration name: (identifier) @name) @definition.variable)
(compilation_unit (val_definition pattern: (identifier) @name) @definition.variable)

(call_expression function: (identifier) @call)
(call_expression function: (field_expression field: (identifier) @call))
(generic_function function: (identifier) @call)
(generic_function function: (field_expression field: (identifier) @call))
(infix_expression operator: (identifier) @call)
(instance_expression (type_identifier) @call)
(instance_expression (generic_type type: (type_identifier) @call))
(field_expression field: (identifier) @attribute)
(type_identifier) @type
(identifier) @word

(import_declaration) @import
