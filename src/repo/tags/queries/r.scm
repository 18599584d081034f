(binary_operator lhs: (identifier) @name rhs: (function_definition)) @definition.function
(program (binary_operator lhs: (identifier) @name) @definition.variable)
(call
  function: (identifier) @_maker
  arguments: (arguments . argument: (argument value: (string content: (string_content) @name)))
  (#any-of? @_maker "setClass" "setRefClass" "R6Class" "new_class")) @definition.class
(call
  function: (identifier) @_maker
  arguments: (arguments . argument: (argument value: (string content: (string_content) @name)))
  (#any-of? @_maker "setGeneric" "setMethod")) @definition.function
(argument name: (identifier) @name value: (function_definition)) @definition.function

(call function: (identifier) @call)
(call function: (namespace_operator rhs: (identifier) @call))
(call function: (extract_operator rhs: (identifier) @call))
(extract_operator rhs: (identifier) @attribute)
(call
  function: (identifier) @_loader
  arguments: (arguments . argument: (argument value: (identifier) @import))
  (#any-of? @_loader "library" "require"))
(call
  function: (identifier) @_loader
  arguments: (arguments . argument: (argument value: (string content: (string_content) @import)))
  (#any-of? @_loader "library" "require" "source"))
