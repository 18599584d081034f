(class name: [(constant) (scope_resolution)] @name) @definition.class
(module name: [(constant) (scope_resolution)] @name) @definition.module
(method name: (_) @name) @definition.function
(singleton_method name: (_) @name) @definition.function
(assignment left: (constant) @name) @definition.variable

(call method: (identifier) @call)
(call receiver: (constant) @type)
(superclass (constant) @type)
(scope_resolution name: (constant) @type)
(call
  method: (identifier) @_loader
  arguments: (argument_list . (string (string_content) @import))
  (#any-of? @_loader "require" "require_relative" "load"))
