(class_heritage (identifier) @type)
(class_heritage (member_expression property: (property_identifier) @type))
(field_definition property: [(property_identifier) (private_property_identifier)] @name) @definition.variable
(field_definition property: (_) @name value: [(arrow_function) (function_expression)]) @definition.function
