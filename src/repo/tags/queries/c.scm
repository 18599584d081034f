; For C and, with what cpp.scm adds, C++. What a declarator declares, and whether outside functions, is found by
; going up from it: patterns for every depth of pointers and arrays would take long to compile.
(struct_specifier name: (type_identifier) @name body: (_)) @definition.class
(union_specifier name: (type_identifier) @name body: (_)) @definition.class
(enum_specifier name: (type_identifier) @name body: (_)) @definition.class
(type_definition declarator: (type_identifier) @name) @definition.type
(pointer_declarator declarator: (type_identifier) @name) @declarator.type
(array_declarator declarator: (type_identifier) @name) @declarator.type
(function_declarator declarator: (type_identifier) @name) @declarator.type
(preproc_def name: (identifier) @name) @definition.variable
(preproc_function_def name: (identifier) @name) @definition.function
(enumerator name: (identifier) @name) @definition.variable
(function_declarator declarator: [(identifier) (field_identifier)] @name) @declarator.function
(declaration declarator: (identifier) @name @declarator.variable)
(init_declarator declarator: (identifier) @name) @declarator.variable
(field_declaration declarator: (field_identifier) @name @declarator.variable)
(pointer_declarator declarator: [(identifier) (field_identifier)] @name) @declarator.variable
(array_declarator declarator: [(identifier) (field_identifier)] @name) @declarator.variable

(call_expression function: (identifier) @call)
(call_expression function: (field_expression field: (field_identifier) @call))
(field_expression field: (field_identifier) @attribute)
(field_designator (field_identifier) @attribute)
; A function that is passed or kept is used as much as one that is called.
(argument_list (identifier) @attribute)
(initializer_list (identifier) @attribute)
(initializer_pair value: (identifier) @attribute)
(init_declarator value: (identifier) @attribute)
(assignment_expression right: (identifier) @attribute)
(pointer_expression argument: (identifier) @attribute)
(preproc_ifdef name: (identifier) @attribute)
(preproc_defined (identifier) @attribute)
(type_identifier) @type
(identifier) @word

(preproc_include path: (string_literal (string_content) @import))
(preproc_include path: (system_lib_string) @import)
