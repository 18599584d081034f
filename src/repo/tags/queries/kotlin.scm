(class_declaration (type_identifier) @name) @definition.class
(object_declaration (type_identifier) @name) @definition.class
(companion_object (type_identifier) @name) @definition.class
(type_alias (type_identifier) @name) @definition.type
(function_declaration (simple_identifier) @name) @definition.function
(source_file (property_declaration (variable_declaration (simple_identifier) @name)) @definition.variable)
(class_body (property_declaration (variable_declaration (simple_identifier) @name)) @definition.variable)
(class_parameter (binding_pattern_kind) (simple_identifier) @name) @definition.variable
(enum_entry (simple_identifier) @name) @definition.variable

(call_expression . (simple_identifier) @call)
(call_expression . (navigation_expression (navigation_suffix (simple_identifier) @call)))
(infix_expression (_) . (simple_identifier) @call . (_))
(callable_reference (simple_identifier) @call .)
(navigation_suffix (simple_identifier) @attribute)
(type_identifier) @type
(simple_identifier) @word

(import_header) @import
