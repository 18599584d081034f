; What JavaScript and TypeScript have in common.
(class_declaration name: (_) @name) @definition.class
(class name: (_) @name) @definition.class
(function_declaration name: (identifier) @name) @definition.function
(generator_function_declaration name: (identifier) @name) @definition.function
(method_definition name: [(property_identifier) (private_property_identifier)] @name) @definition.function
(program (lexical_declaration (variable_declarator name: (identifier) @name) @definition.variable))
(program (variable_declaration (variable_declarator name: (identifier) @name) @definition.variable))
(export_statement declaration: (lexical_declaration (variable_declarator name: (identifier) @name) @definition.variable))
(variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression)]) @definition.function
(assignment_expression
  left: (member_expression property: (property_identifier) @name)
  right: [(arrow_function) (function_expression)]) @definition.function
(program (expression_statement (assignment_expression
  left: (member_expression object: (identifier) @_exports property: (property_identifier) @name)
  (#eq? @_exports "exports")) @definition.variable))
(program (expression_statement (assignment_expression
  left: (member_expression
    object: (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
    property: (property_identifier) @name)
  (#eq? @_module "module") (#eq? @_exports "exports")) @definition.variable))
(pair key: (property_identifier) @name value: [(arrow_function) (function_expression)]) @definition.function

(call_expression function: (identifier) @call)
(call_expression function: (member_expression property: [(property_identifier) (private_property_identifier)] @call))
(new_expression constructor: (identifier) @call)
(new_expression constructor: (member_expression property: (property_identifier) @call))
(member_expression property: [(property_identifier) (private_property_identifier)] @attribute)
(decorator (identifier) @call)
(identifier) @word
(shorthand_property_identifier) @word

(import_statement) @import
(export_statement source: (string)) @import
(call_expression
  function: [(identifier) (import)] @_loader
  arguments: (arguments . (string))
  (#any-of? @_loader "require" "import")) @import
(variable_declarator
  name: (object_pattern)
  value: (call_expression function: (identifier) @_loader arguments: (arguments . (string)))
  (#eq? @_loader "require")) @import
(variable_declarator
  name: (object_pattern)
  value: (await_expression (call_expression function: (import) arguments: (arguments . (string))))) @import
