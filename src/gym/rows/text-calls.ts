import type { TrajectoryTool } from '../../domain/index.ts'
import type { JsonValue } from '../../std/index.ts'

export interface TextCall {
  readonly name: string
  readonly input: Readonly<Record<string, JsonValue>>
}

/** A call as text: a line for the function, one for each parameter, texts as they are and all else as JSON. */
export function writeTextCall({ name, input }: TextCall): string {
  const parameters = Object.entries(input).map(
    ([key, value]) =>
      `<parameter=${key}>${typeof value === 'string' ? value : JSON.stringify(value)}</parameter>\n`,
  )
  return `<function=${name}>\n${parameters.join('')}</function>`
}

/**
 * Calls that a text ends with, and what stands before them. A parameter is read as JSON where the tool's schema gives
 * it a type other than text, and where there is no schema only if it is an object or a list.
 */
export function readTextCalls(
  text: string,
  tools: readonly TrajectoryTool[],
): { readonly said: string; readonly calls: readonly TextCall[] } {
  const at = text.search(/(?:^|\n)<function=[^>\n]+>\n/)
  if (at < 0) return { said: text, calls: [] }
  const calls = [...text.slice(at).matchAll(/(?:^|\n)<function=([^>\n]+)>\n([\s\S]*?)<\/function>/g)].map(
    ([, name = '', body = '']) => {
      const schema = tools.find((tool) => tool.name === name)?.inputSchema
      const parameters = [...body.matchAll(/<parameter=([^>\n]+)>([\s\S]*?)<\/parameter>\n/g)]
      return {
        name,
        input: Object.fromEntries(
          parameters.map(([, key = '', value = '']) => [key, readValue(value, typeOf(schema, key))]),
        ),
      }
    },
  )
  return { said: text.slice(0, at).replace(/\n$/, ''), calls }
}

/** Tools as the end of a system message tells of them. */
export function describeTools(tools: readonly TrajectoryTool[]): string {
  if (tools.length === 0) return ''
  const described = tools.map(
    ({ name, description, inputSchema }) =>
      `Function: ${name}\nDescription: ${description}\nParameters (JSON schema): ${JSON.stringify(inputSchema)}`,
  )
  return [
    'You can call these functions:',
    ...described,
    'To call one, end your message with lines of this form, one function a message:',
    '<function=NAME>\n<parameter=KEY>value</parameter>\n</function>',
  ].join('\n\n')
}

function readValue(text: string, type: unknown): JsonValue {
  if (type === 'string' || (type === undefined && !/^[[{]/.test(text))) return text
  try {
    const value: JsonValue = JSON.parse(text)
    return value
  } catch {
    return text
  }
}

function typeOf(schema: JsonValue | undefined, key: string): unknown {
  const properties = childOf(schema, 'properties')
  return childOf(childOf(properties, key), 'type')
}

function childOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.entries(value).find(([name]) => name === key)?.[1]
}
