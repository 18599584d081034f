import { parseDoctest } from './compiled/doctest.ts'
import { parseGoTest } from './compiled/go.ts'
import { parseAnt, parseGradle, parseMaven } from './compiled/java.ts'
import { parseGoogleTest, parseJq, parseMicropython, parseRedis } from './compiled/native.ts'
import { parsePhpUnit } from './compiled/php.ts'
import { parseCucumber, parseJekyll, parseMinitest, parseRspec, parseRubyUnit } from './compiled/ruby.ts'
import { parseCargo } from './compiled/rust.ts'
import { parseR2eGym } from './forks/r2e-gym.ts'
import { parseLivePytest } from './forks/swe-bench-live.ts'
import { sweGymParsers } from './forks/swe-gym.ts'
import { sweSmithParsers } from './forks/swe-smith.ts'
import { parseBpmnJs, parseChartJs, parseOpenLayers } from './javascript/browser-failures.ts'
import { parseCalypso } from './javascript/calypso.ts'
import { parseEslint } from './javascript/eslint.ts'
import { parseEmotion, parseFileResults, parseGrommet } from './javascript/file-results.ts'
import { parseImmutableJs, parseJest, parseJestJson, parseTap, parseVitest } from './javascript/jest.ts'
import { parseKarma } from './javascript/karma.ts'
import { parseLighthouse, parseLighthouseMocha } from './javascript/lighthouse.ts'
import { parseCypress, parsePrism } from './javascript/mocha-reports.ts'
import { parseHighlightJs, parseMarked } from './javascript/mocha-tree.ts'
import { parseNext, parseNextCypress, parseNextKarma } from './javascript/next.ts'
import { parseP5js } from './javascript/p5js.ts'
import { parsePlotly } from './javascript/plotly.ts'
import { parseQuarto } from './javascript/quarto.ts'
import type { LogParser } from './log-parser.ts'
import { parseDjango } from './python/django.ts'
import { parsePytestV2 } from './python/pytest-v2.ts'
import { parseMatplotlib, parsePytest, parsePytestOptions, parseSeaborn } from './python/pytest.ts'
import { parseSympy } from './python/sympy.ts'

/** SWE-bench's parsers by their upstream names, those of 5.0.2, which has all of 4.1.0. */
const sweBenchParsers = {
  parse_log_pytest: parsePytest,
  parse_log_astroid: parsePytest,
  parse_log_flask: parsePytest,
  parse_log_marshmallow: parsePytest,
  parse_log_pvlib: parsePytest,
  parse_log_pyvista: parsePytest,
  parse_log_sqlfluff: parsePytest,
  parse_log_xarray: parsePytest,
  parse_log_pytest_options: parsePytestOptions,
  parse_log_pydicom: parsePytestOptions,
  parse_log_pylint: parsePytestOptions,
  parse_log_requests: parsePytestOptions,
  parse_log_pytest_v2: parsePytestV2,
  parse_log_astropy: parsePytestV2,
  parse_log_scikit: parsePytestV2,
  parse_log_sphinx: parsePytestV2,
  parse_log_django: parseDjango,
  parse_log_matplotlib: parseMatplotlib,
  parse_log_seaborn: parseSeaborn,
  parse_log_sympy: parseSympy,

  parse_log_bpmn_js: parseBpmnJs,
  parse_log_calypso: parseCalypso,
  parse_log_carbon: parseFileResults,
  parse_log_chart_js: parseChartJs,
  parse_log_cypress: parseCypress,
  parse_log_emotion: parseEmotion,
  parse_log_eslint: parseEslint,
  parse_log_grommet: parseGrommet,
  parse_log_highlightjs: parseHighlightJs,
  parse_log_immutable_js: parseImmutableJs,
  parse_log_jest: parseJest,
  parse_log_jest_json: parseJestJson,
  parse_log_karma: parseKarma,
  parse_log_lighthouse: parseLighthouse,
  parse_log_lighthouse_jest: parseFileResults,
  parse_log_lighthouse_mocha: parseLighthouseMocha,
  parse_log_marked: parseMarked,
  parse_log_next: parseNext,
  parse_log_next_v1: parseNextKarma,
  parse_log_next_v2: parseNextCypress,
  parse_log_openlayers: parseOpenLayers,
  parse_log_p5js: parseP5js,
  parse_log_prettier: parseFileResults,
  parse_log_prismjs: parsePrism,
  parse_log_quarto_cli: parseQuarto,
  parse_log_react_pdf: parseFileResults,
  parse_log_scratch_gui: parseFileResults,
  parse_log_tap: parseTap,
  parse_log_vitest: parseVitest,
  parse_plotly_js: parsePlotly,

  parse_log_ant: parseAnt,
  parse_log_cargo: parseCargo,
  parse_log_cucumber: parseCucumber,
  parse_log_doctest: parseDoctest,
  parse_log_googletest: parseGoogleTest,
  parse_log_gotest: parseGoTest,
  parse_log_gradle_custom: parseGradle,
  parse_log_jekyll: parseJekyll,
  parse_log_jq: parseJq,
  parse_log_maven: parseMaven,
  parse_log_micropython_test: parseMicropython,
  parse_log_minitest: parseMinitest,
  parse_log_phpunit: parsePhpUnit,
  parse_log_redis: parseRedis,
  parse_log_rspec_transformed_json: parseRspec,
  parse_log_ruby_unit: parseRubyUnit,
} as const satisfies Readonly<Record<string, LogParser>>

export type SweBenchParserName = keyof typeof sweBenchParsers

/** Other projects reuse names for grammars of their own, so theirs go by `project/name`. */
const parsers: ReadonlyMap<string, LogParser> = new Map(
  Object.entries({
    ...sweBenchParsers,
    ...within('swe-smith', sweSmithParsers),
    ...within('swe-gym', sweGymParsers),
    'r2e-gym/parse_log_pytest': parseR2eGym,
    'swe-bench-live/pytest': parseLivePytest,
    // Names that no two projects share do without.
    pytest: parseLivePytest,
    ...only(sweSmithParsers, ['python_slugify', 'tornado', 'paramiko', 'autograd']),
    ...only(sweGymParsers, ['pytest_pydantic', 'pydantic']),
  }),
)

/** Every name there is a parser for. */
export const logParserNames: readonly string[] = [...parsers.keys()]

/** The parser of an upstream name (`parse_log_django`, `swe-smith/parse_log_pytest`); undefined for unknown names. */
export function findLogParser(name: string): LogParser | undefined {
  return parsers.get(name)
}

function within(project: string, table: Readonly<Record<string, LogParser>>): Record<string, LogParser> {
  return Object.fromEntries(Object.entries(table).map(([name, parser]) => [`${project}/${name}`, parser]))
}

function only(
  table: Readonly<Record<string, LogParser>>,
  names: readonly string[],
): Record<string, LogParser> {
  const wanted = new Set(names.map((name) => `parse_log_${name}`))
  return Object.fromEntries(Object.entries(table).filter(([name]) => wanted.has(name)))
}
