(struct_item name: (type_identifier) @name) @definition.class
(enum_item name: (type_identifier) @name) @definition.class
(union_item name: (type_identifier) @name) @definition.class
(trait_item name: (type_identifier) @name) @definition.class
(impl_item type: (type_identifier) @name) @definition.scope
(impl_item type: (generic_type type: (type_identifier) @name)) @definition.scope
(impl_item type: (scoped_type_identifier name: (type_identifier) @name)) @definition.scope
(impl_item type: (reference_type type: (type_identifier) @name)) @definition.scope
(mod_item name: (identifier) @name body: (_)) @definition.module
(function_item name: (identifier) @name) @definition.function
(function_signature_item name: (identifier) @name) @definition.function
(macro_definition name: (identifier) @name) @definition.function
(type_item name: (type_identifier) @name) @definition.type
(associated_type name: (type_identifier) @name) @definition.type
(const_item name: (identifier) @name) @definition.variable
(static_item name: (identifier) @name) @definition.variable
(enum_variant name: (identifier) @name) @definition.variable
(struct_item (field_declaration_list (field_declaration name: (field_identifier) @name) @definition.variable))

(call_expression function: (identifier) @call)
(call_expression function: (scoped_identifier name: (identifier) @call))
(call_expression function: (field_expression field: (field_identifier) @call))
(generic_function function: (identifier) @call)
(generic_function function: (scoped_identifier name: (identifier) @call))
(generic_function function: (field_expression field: (field_identifier) @call))
(macro_invocation macro: (identifier) @call)
(macro_invocation macro: (scoped_identifier name: (identifier) @call))
(attribute (identifier) @call)
(attribute (scoped_identifier name: (identifier) @call))
(token_tree (identifier) @call . (token_tree))
(field_expression field: (field_identifier) @attribute)
(type_identifier) @type
(identifier) @word

(use_declaration argument: (_) @import)
(mod_item name: (identifier) @import !body)
