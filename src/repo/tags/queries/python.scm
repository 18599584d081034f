(class_definition name: (identifier) @name) @definition.class
(function_definition name: (identifier) @name) @definition.function
(type_alias_statement left: (type (identifier) @name)) @definition.type
(type_alias_statement left: (type (generic_type (identifier) @name))) @definition.type
(module (expression_statement (assignment left: (identifier) @name) @definition.variable))
(module (expression_statement (assignment left: (pattern_list (identifier) @name)) @definition.variable))
(module (expression_statement (assignment right: (assignment left: (identifier) @name) @definition.variable)))
(module (if_statement (block (expression_statement (assignment left: (identifier) @name) @definition.variable))))
(module (if_statement (else_clause (block (expression_statement (assignment left: (identifier) @name) @definition.variable)))))
(module (try_statement (block (expression_statement (assignment left: (identifier) @name) @definition.variable))))
(module (try_statement (except_clause (block (expression_statement (assignment left: (identifier) @name) @definition.variable)))))
(class_definition body: (block (expression_statement (assignment left: (identifier) @name) @definition.variable)))
(class_definition body: (block (expression_statement (assignment right: (assignment left: (identifier) @name) @definition.variable))))

(call function: (identifier) @call)
(call function: (attribute attribute: (identifier) @call))
(attribute attribute: (identifier) @attribute)
(decorator (identifier) @call)
(decorator (attribute attribute: (identifier) @call))
(class_definition superclasses: (argument_list (identifier) @type))
(class_definition superclasses: (argument_list (attribute attribute: (identifier) @type)))
(except_clause (identifier) @type)
(type (identifier) @type)
(type (subscript value: (identifier) @type))
(type (generic_type (identifier) @type))
(type (binary_operator (identifier) @type))
(type (attribute attribute: (identifier) @type))
(type (string (string_content) @annotation))
(type (binary_operator (string (string_content) @annotation)))
(identifier) @word

(import_statement) @import
(import_from_statement) @import
(future_import_statement) @import
