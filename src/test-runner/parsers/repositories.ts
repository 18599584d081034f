import type { SweBenchParserName } from './registry.ts'

/** SWE-bench's repositories by the parser that reads their logs. */
const repositories: Readonly<Partial<Record<SweBenchParserName, readonly string[]>>> = {
  parse_log_pytest: [
    'marshmallow-code/marshmallow',
    'pallets/flask',
    'pvlib/pvlib-python',
    'pydata/xarray',
    'pylint-dev/astroid',
    'pytest-dev/pytest',
    'pyvista/pyvista',
    'sqlfluff/sqlfluff',
  ],
  parse_log_pytest_options: ['psf/requests', 'pydicom/pydicom', 'pylint-dev/pylint'],
  parse_log_pytest_v2: ['astropy/astropy', 'scikit-learn/scikit-learn', 'sphinx-doc/sphinx'],
  parse_log_django: ['django/django'],
  parse_log_matplotlib: ['matplotlib/matplotlib'],
  parse_log_seaborn: ['mwaskom/seaborn'],
  parse_log_sympy: ['sympy/sympy'],

  parse_log_bpmn_js: ['bpmn-io/bpmn-js'],
  parse_log_calypso: ['Automattic/wp-calypso'],
  parse_log_carbon: ['carbon-design-system/carbon'],
  parse_log_chart_js: ['chartjs/Chart.js'],
  parse_log_cypress: ['cypress-io/cypress'],
  parse_log_emotion: ['emotion-js/emotion'],
  parse_log_eslint: ['eslint/eslint'],
  parse_log_grommet: ['grommet/grommet'],
  parse_log_highlightjs: ['highlightjs/highlight.js'],
  parse_log_immutable_js: ['immutable-js/immutable-js'],
  parse_log_jest: ['babel/babel', 'facebook/docusaurus'],
  parse_log_karma: ['preactjs/preact'],
  parse_log_lighthouse: ['GoogleChrome/lighthouse'],
  parse_log_marked: ['markedjs/marked'],
  parse_log_next: ['alibaba-fusion/next'],
  parse_log_openlayers: ['openlayers/openlayers'],
  parse_log_p5js: ['processing/p5.js'],
  parse_log_prettier: ['prettier/prettier'],
  parse_log_prismjs: ['PrismJS/prism'],
  parse_log_quarto_cli: ['quarto-dev/quarto-cli'],
  parse_log_react_pdf: ['diegomura/react-pdf'],
  parse_log_scratch_gui: ['scratchfoundation/scratch-gui'],
  parse_log_tap: ['axios/axios', 'mrdoob/three.js'],
  parse_log_vitest: ['vuejs/core'],
  parse_plotly_js: ['plotly/plotly.js'],

  parse_log_ant: ['projectlombok/lombok'],
  parse_log_cargo: [
    'astral-sh/ruff',
    'burntsushi/ripgrep',
    'nushell/nushell',
    'sharkdp/bat',
    'tokio-rs/axum',
    'tokio-rs/tokio',
    'uutils/coreutils',
  ],
  parse_log_doctest: ['nlohmann/json'],
  parse_log_googletest: ['fmtlib/fmt'],
  parse_log_gotest: [
    'caddyserver/caddy',
    'gin-gonic/gin',
    'gohugoio/hugo',
    'hashicorp/terraform',
    'prometheus/prometheus',
  ],
  parse_log_gradle_custom: ['apache/lucene', 'reactivex/rxjava'],
  parse_log_jekyll: ['jekyll/jekyll'],
  parse_log_jq: ['jqlang/jq'],
  parse_log_maven: ['apache/druid', 'google/gson', 'javaparser/javaparser'],
  parse_log_micropython_test: ['micropython/micropython'],
  parse_log_phpunit: [
    'briannesbitt/carbon',
    'laravel/framework',
    'php-cs-fixer/php-cs-fixer',
    'phpoffice/phpspreadsheet',
  ],
  parse_log_redis: ['redis/redis', 'valkey-io/valkey'],
  parse_log_rspec_transformed_json: ['fastlane/fastlane', 'jordansissel/fpm', 'rubocop/rubocop'],
  parse_log_ruby_unit: ['faker-ruby/faker', 'fluent/fluentd'],
}

const parserOfRepository: ReadonlyMap<string, string> = new Map(
  Object.entries(repositories).flatMap(([parser, names]) =>
    names.map((name) => [name.toLowerCase(), parser]),
  ),
)

/** The name of the parser that SWE-bench reads a repository's logs with, whatever the case; undefined if none. */
export function logParserOfRepository(repository: string): string | undefined {
  return parserOfRepository.get(repository.toLowerCase())
}
