(class_declaration name: (name) @name) @definition.class
(interface_declaration name: (name) @name) @definition.class
(trait_declaration name: (name) @name) @definition.class
(enum_declaration name: (name) @name) @definition.class
(function_definition name: (name) @name) @definition.function
(method_declaration name: (name) @name) @definition.function
(const_element (name) @name) @definition.variable

(function_call_expression function: (name) @call)
(function_call_expression function: (qualified_name (name) @call))
(member_call_expression name: (name) @call)
(nullsafe_member_call_expression name: (name) @call)
(scoped_call_expression name: (name) @call)
(scoped_call_expression scope: (name) @type)
(object_creation_expression (name) @call)
(object_creation_expression (qualified_name (name) @call))
(member_access_expression name: (name) @attribute)
(named_type (name) @type)
(base_clause (name) @type)
(class_interface_clause (name) @type)
(namespace_use_clause) @import
