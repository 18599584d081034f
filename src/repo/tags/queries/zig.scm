(variable_declaration (identifier) @name [(struct_declaration) (enum_declaration) (union_declaration) (opaque_declaration) (error_set_declaration)]) @definition.class
(function_declaration name: (identifier) @name) @definition.function
(source_file (variable_declaration . (identifier) @name) @definition.variable)
(struct_declaration (variable_declaration . (identifier) @name) @definition.variable)
(container_field name: (identifier) @name) @definition.variable

(call_expression function: (identifier) @call)
(call_expression function: (field_expression member: (identifier) @call))
(field_expression member: (identifier) @attribute)
(struct_initializer (identifier) @call)
(parameter type: (identifier) @type)
(container_field type: (identifier) @type)
(pointer_type (identifier) @type)
(function_declaration type: (identifier) @type)
(identifier) @word

(builtin_function
  (builtin_identifier) @_loader
  (arguments . (string (string_content) @import))
  (#eq? @_loader "@import"))
