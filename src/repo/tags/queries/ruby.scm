(class name: [(constant) (scope_resolution)] @name) @definition.class
(module name: [(constant) (scope_resolution)] @name) @definition.module
(method name: (_) @name) @definition.function
(singleton_method name: (_) @name) @definition.function
(alias name: (_) @name) @definition.function
(assignment left: (constant) @name) @definition.variable
(call
  method: (identifier) @_attribute
  arguments: (argument_list (simple_symbol) @name)
  (#any-of? @_attribute "attr_accessor" "attr_reader" "attr_writer" "cattr_accessor" "mattr_accessor" "class_attribute")) @definition.function
(call
  method: (identifier) @_define
  arguments: (argument_list . (simple_symbol) @name)
  (#any-of? @_define "define_method" "alias_method" "delegate" "scope")) @definition.function

(call method: (identifier) @call)
(body_statement (identifier) @call)
(assignment right: (identifier) @call)
(constant) @type
(call
  method: (identifier) @_loader
  arguments: (argument_list . (string (string_content) @import))
  (#any-of? @_loader "require" "require_relative" "load"))
