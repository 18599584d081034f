(class_declaration name: (name) @name) @definition.class
(interface_declaration name: (name) @name) @definition.class
(trait_declaration name: (name) @name) @definition.class
(enum_declaration name: (name) @name) @definition.class
(function_definition name: (name) @name) @definition.function
(method_declaration name: (name) @name) @definition.function
(const_element (name) @name) @definition.variable
(enum_case name: (name) @name) @definition.variable
(property_element (variable_name (name) @name)) @definition.variable
(property_promotion_parameter name: (variable_name (name) @name)) @definition.variable

(function_call_expression function: (name) @call)
(function_call_expression function: (qualified_name (name) @call))
(member_call_expression name: (name) @call)
(nullsafe_member_call_expression name: (name) @call)
(scoped_call_expression name: (name) @call)
(scoped_call_expression scope: (name) @type)
(scoped_call_expression scope: (qualified_name (name) @type))
(object_creation_expression (name) @call)
(object_creation_expression (qualified_name (name) @call))
(member_access_expression name: (name) @attribute)
(nullsafe_member_access_expression name: (name) @attribute)
(scoped_property_access_expression scope: (name) @type)
(scoped_property_access_expression name: (variable_name (name) @attribute))
(class_constant_access_expression . (name) @type)
(class_constant_access_expression . (qualified_name (name) @type))
(class_constant_access_expression (_) (name) @attribute)
(named_type (name) @type)
(named_type (qualified_name (name) @type))
(base_clause (name) @type)
(base_clause (qualified_name (name) @type))
(class_interface_clause (name) @type)
(class_interface_clause (qualified_name (name) @type))
(use_declaration (name) @type)
(use_declaration (qualified_name (name) @type))
(attribute (name) @type)
(attribute (qualified_name (name) @type))
(binary_expression operator: "instanceof" right: (name) @type)

(namespace_use_clause) @import
(require_expression (string (string_content) @import))
(require_once_expression (string (string_content) @import))
(include_expression (string (string_content) @import))
(include_once_expression (string (string_content) @import))
