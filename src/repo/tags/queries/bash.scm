(function_definition name: (word) @name) @definition.function
(program (variable_assignment name: (variable_name) @name) @definition.variable)
(program (declaration_command (variable_assignment name: (variable_name) @name) @definition.variable))

(command name: (command_name (word) @call))
(simple_expansion (variable_name) @attribute)
(expansion (variable_name) @attribute)
(command
  name: (command_name (word) @_loader)
  . argument: (_) @import
  (#any-of? @_loader "source" "."))
