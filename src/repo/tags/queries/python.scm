(class_definition name: (identifier) @name) @definition.class
(function_definition name: (identifier) @name) @definition.function
(module (expression_statement (assignment left: (identifier) @name) @definition.variable))
(class_definition body: (block (expression_statement (assignment left: (identifier) @name) @definition.variable)))

(call function: (identifier) @call)
(call function: (attribute attribute: (identifier) @call))
(attribute attribute: (identifier) @attribute)
(decorator (identifier) @call)
(class_definition superclasses: (argument_list (identifier) @type))
(type (identifier) @type)
(type (subscript value: (identifier) @type))
(import_statement) @import
(import_from_statement) @import
