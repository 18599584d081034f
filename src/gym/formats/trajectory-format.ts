import type { Trajectory } from '../../domain/index.ts'

/** One record of another program: a line, or a file. */
export interface ForeignRecord {
  readonly text: string
  /** For messages: `output.jsonl, line 3`. */
  readonly where: string
  /** Of its file, without folders and endings; some formats say nowhere else what they are about. */
  readonly name: string
}

/** A form of trajectories, both ways. What it cannot hold is named in docs/formats/trajectories.md. */
export interface TrajectoryFormat {
  readonly name: string
  /** `lines`: a file holds many, a line each. `file`: a file holds one. */
  readonly layout: 'lines' | 'file'
  /** Of the files of layout `file`. */
  readonly extension: string
  readonly write: (trajectory: Trajectory) => string
  /** @throws CapuchinError `gym/bad-record` naming the place and the field */
  readonly read: (record: ForeignRecord) => Trajectory
}
