import { CapuchinError } from '../../std/index.ts'
import { gitMode, type TreeFile } from './tree-file.ts'

/** One member of an archive. Names are byte strings: one character per byte, whatever their encoding. */
export interface TarEntry {
  readonly name: string
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'other'
  /** Permission bits. */
  readonly mode: number
  readonly linkName: string
  readonly content: Buffer
}

const blockSize = 512

/** Reads a whole archive (ustar, GNU and pax long names). Sparse members are not read. */
export function readTar(archive: Buffer): TarEntry[] {
  const entries: TarEntry[] = []
  let overrides: Overrides = {}
  let at = 0
  while (at + blockSize <= archive.byteLength) {
    const header = archive.subarray(at, at + blockSize)
    if (header[0] === 0) break
    const type = String.fromCharCode(header[156] ?? 0)
    const size = overrides.size ?? readNumber(header, 124, 12)
    const content = archive.subarray(at + blockSize, at + blockSize + size)
    if (content.byteLength < size)
      throw new CapuchinError('sandbox/bad-archive', 'a tar archive is cut short')
    at += blockSize + Math.ceil(size / blockSize) * blockSize
    if (type === 'x') overrides = { ...overrides, ...readPax(content) }
    else if (type === 'L') overrides = { ...overrides, path: cString(content) }
    else if (type === 'K') overrides = { ...overrides, linkpath: cString(content) }
    else if (type !== 'g') {
      entries.push({
        name: overrides.path ?? headerName(header),
        type: typeNames[type] ?? 'other',
        mode: readNumber(header, 100, 8) & 0o7777,
        linkName: overrides.linkpath ?? cString(header.subarray(157, 257)),
        content,
      })
      overrides = {}
    }
  }
  return entries
}

interface Overrides {
  readonly path?: string
  readonly linkpath?: string
  readonly size?: number
}

const typeNames: Readonly<Record<string, TarEntry['type']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
}

function headerName(header: Buffer): string {
  const name = cString(header.subarray(0, 100))
  const isPosix = header.toString('latin1', 257, 263) === 'ustar\0'
  const prefix = isPosix ? cString(header.subarray(345, 500)) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('latin1', 0, end === -1 ? bytes.byteLength : end)
}

/** Octal text, or GNU's big-endian number behind a set top bit. */
function readNumber(header: Buffer, at: number, length: number): number {
  if (((header[at] ?? 0) & 0x80) === 0)
    return Number.parseInt(cString(header.subarray(at, at + length)).trim() || '0', 8)
  return header.subarray(at + 1, at + length).reduce((value, byte) => value * 256 + byte, 0)
}

/** Records of the form `LENGTH KEY=VALUE\n`, where LENGTH counts the whole record. */
function readPax(content: Buffer): Overrides {
  const found: Record<string, string> = {}
  let at = 0
  while (at < content.byteLength) {
    const space = content.indexOf(0x20, at)
    const length = Number(content.toString('latin1', at, space))
    if (space === -1 || !Number.isInteger(length) || length <= 0) break
    const record = content.toString('latin1', space + 1, at + length - 1)
    const equals = record.indexOf('=')
    found[record.slice(0, equals)] = record.slice(equals + 1)
    at += length
  }
  return {
    ...(found['path'] === undefined ? {} : { path: found['path'] }),
    ...(found['linkpath'] === undefined ? {} : { linkpath: found['linkpath'] }),
    ...(found['size'] === undefined ? {} : { size: Number(found['size']) }),
  }
}

/** Files and symlinks of an archive by path. */
export function treeFilesOf(archive: Buffer): Map<string, TreeFile> {
  const files = new Map<string, TreeFile>()
  for (const entry of readTar(archive)) {
    const path = entry.name.replace(/^\.\//, '')
    if (entry.type === 'file') files.set(path, { mode: gitMode(entry.mode), content: entry.content })
    else if (entry.type === 'symlink') {
      files.set(path, { mode: '120000', content: Buffer.from(entry.linkName, 'latin1') })
    }
  }
  return files
}
