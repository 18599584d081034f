(function_statement (function_name) @name) @definition.function
(class_statement . (simple_name) @name) @definition.class
(enum_statement . (simple_name) @name) @definition.class
(class_method_definition (simple_name) @name) @definition.function

(command command_name: (command_name) @call)
(invokation_expression (member_name (simple_name) @call))
(member_access (member_name (simple_name) @attribute))
(type_identifier) @type
