(extends_clause value: (identifier) @type)
(extends_clause value: (member_expression property: (property_identifier) @type))
(abstract_class_declaration name: (type_identifier) @name) @definition.class
(interface_declaration name: (type_identifier) @name) @definition.class
(type_alias_declaration name: (type_identifier) @name) @definition.type
(enum_declaration name: (identifier) @name) @definition.class
(enum_body name: (property_identifier) @name @definition.variable)
(enum_assignment name: (property_identifier) @name) @definition.variable
(internal_module name: [(identifier) (nested_identifier)] @name) @definition.module
(module name: (identifier) @name) @definition.module
(ambient_declaration (lexical_declaration (variable_declarator name: (identifier) @name) @definition.variable))
(ambient_declaration (variable_declaration (variable_declarator name: (identifier) @name) @definition.variable))
(function_signature name: (identifier) @name) @definition.function
(method_signature name: (property_identifier) @name) @definition.function
(abstract_method_signature name: (property_identifier) @name) @definition.function
(interface_body (property_signature name: (property_identifier) @name) @definition.variable)
(public_field_definition name: [(property_identifier) (private_property_identifier)] @name) @definition.variable
(public_field_definition name: (_) @name value: [(arrow_function) (function_expression)]) @definition.function
(type_identifier) @type
