(class_definition name: (identifier) @name) @definition.class
(mixin_declaration (identifier) @name) @definition.class
(enum_declaration name: (identifier) @name) @definition.class
(extension_declaration name: (identifier) @name) @definition.class
(type_alias . (type_identifier) @name) @definition.type
(program (function_signature name: (identifier) @name) @definition.function)
(method_signature (function_signature name: (identifier) @name)) @definition.function
(method_signature (getter_signature name: (identifier) @name)) @definition.function
(method_signature (setter_signature name: (identifier) @name)) @definition.function
(method_signature (factory_constructor_signature . (identifier) . (identifier) @name)) @definition.function
(declaration (function_signature name: (identifier) @name)) @definition.function
(declaration (constructor_signature name: (identifier) @name . (formal_parameter_list))) @definition.function
(method_signature (constructor_signature name: (identifier) @name . (formal_parameter_list))) @definition.function
(declaration (initialized_identifier_list (initialized_identifier . (identifier) @name))) @definition.variable
(declaration (static_final_declaration_list (static_final_declaration . (identifier) @name))) @definition.variable
(program (static_final_declaration_list (static_final_declaration . (identifier) @name) @definition.variable))
(program (initialized_identifier_list (initialized_identifier . (identifier) @name) @definition.variable))
(enum_constant name: (identifier) @name) @definition.variable

((identifier) @call . (selector (argument_part)))
((selector (unconditional_assignable_selector (identifier) @call)) . (selector (argument_part)))
((selector (conditional_assignable_selector (identifier) @call)) . (selector (argument_part)))
(new_expression (type_identifier) @call)
(const_object_expression (type_identifier) @call)
(unconditional_assignable_selector (identifier) @attribute)
(conditional_assignable_selector (identifier) @attribute)
(annotation name: (identifier) @call)
(type_identifier) @type
(identifier) @word

(uri (string_literal) @import)
