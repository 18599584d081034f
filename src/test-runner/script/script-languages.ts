import type { GeneratedTest, ScriptLanguage } from '../../domain/index.ts'

/** Where a script lies and how it is started. The command runs in the root of the checkout. */
export interface ScriptPlan {
  /** Absolute, or relative to the root: where a language finds modules only beside itself. */
  readonly path: string
  readonly command: string
}

export interface ScriptPlace {
  /** Absolute path of a folder outside the checkout. */
  readonly folder: string
}

/** How a generated test of each language is run in the project's own environment. */
export const scriptLanguages: Readonly<
  Record<ScriptLanguage, (test: GeneratedTest, place: ScriptPlace) => ScriptPlan>
> = {
  python: (_test, { folder }) => ({
    path: `${folder}/reproduce.py`,
    command: `${findPython}; PYTHONPATH="$PWD$([ -d src ] && echo ":$PWD/src")\${PYTHONPATH:+:$PYTHONPATH}" "$python" ${folder}/reproduce.py`,
  }),
  javascript: ({ text }) => {
    const path = `capuchin-reproduce.${isCommonJs(text) ? 'cjs' : 'mjs'}`
    return { path, command: `node ${path}` }
  },
  typescript: () => ({ path: 'capuchin-reproduce.ts', command: runTypeScript('capuchin-reproduce.ts') }),
  go: (_test, { folder }) => ({
    path: 'capuchin_reproduce/main.go',
    // `go run` ends with 1 whatever the program ended with.
    command: `go build -o ${folder}/reproduce ./capuchin_reproduce && ${folder}/reproduce`,
  }),
  java: (_test, { folder }) => ({
    path: `${folder}/Reproduce.java`,
    command: `${compileJava(folder)} && java -cp "${javaClasses}:$(cat ${folder}/classpath 2>/dev/null)" ${folder}/Reproduce.java`,
  }),
  rust: () => ({
    path: 'examples/capuchin_reproduce.rs',
    command: 'cargo run --quiet --offline --example capuchin_reproduce',
  }),
  // A script that does not parse ends with 2 too.
  shell: (_test, { folder }) => ({
    path: `${folder}/reproduce.sh`,
    command: `{ bash -n ${folder}/reproduce.sh || exit 1; } && bash ${folder}/reproduce.sh`,
  }),
}

/** An environment that lies in the checkout, else what the PATH names. */
export const findPython =
  'python=$(ls -d .venv/bin/python venv/bin/python env/bin/python 2>/dev/null | head -1); python=${python:-$(command -v python || command -v python3)}'

function isCommonJs(text: string): boolean {
  return /\brequire\s*\(/.test(text) && !/^\s*(?:import|export)\b/m.test(text)
}

function runTypeScript(path: string): string {
  const runners = ['node_modules/.bin/tsx', 'node_modules/.bin/ts-node', 'node_modules/.bin/vite-node']
  const found = runners.map((runner) => `[ -x ${runner} ] && exec ${runner} ${path}`).join('; ')
  return `(${found}; exec node --experimental-strip-types --no-warnings ${path})`
}

const javaClasses = 'target/classes:build/classes/java/main:out/production/classes:.'

function compileJava(folder: string): string {
  const maven = `mvn -q -o compile && { mvn -q -o dependency:build-classpath -Dmdep.outputFile=${folder}/classpath >/dev/null 2>&1 || true; }`
  return `{ if [ -f pom.xml ]; then ${maven}; elif [ -f gradlew ]; then ./gradlew -q --offline classes; fi; }`
}
