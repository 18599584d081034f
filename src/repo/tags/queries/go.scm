(type_spec name: (type_identifier) @name) @definition.class
(type_alias name: (type_identifier) @name) @definition.type
(function_declaration name: (identifier) @name) @definition.function
(method_declaration name: (field_identifier) @name) @definition.function
(method_elem name: (field_identifier) @name) @definition.function
(type_spec type: (struct_type (field_declaration_list (field_declaration name: (field_identifier) @name) @definition.variable)))
(source_file (const_declaration (const_spec name: (identifier) @name) @definition.variable))
(source_file (var_declaration (var_spec name: (identifier) @name) @definition.variable))
(source_file (var_declaration (var_spec_list (var_spec name: (identifier) @name) @definition.variable)))

(call_expression function: (identifier) @call)
(call_expression function: (selector_expression field: (field_identifier) @call))
(call_expression function: (index_expression operand: (identifier) @call))
(selector_expression field: (field_identifier) @attribute)
(type_identifier) @type
(argument_list (identifier) @attribute)
(keyed_element (literal_element (identifier) @attribute))
(identifier) @word

(import_spec path: (interpreted_string_literal (interpreted_string_literal_content) @import))
