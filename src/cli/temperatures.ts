import { InvalidArgumentError } from 'commander'

/** `0,0.5,1` */
export function toTemperatures(text: string): readonly number[] {
  const values = text.split(',').map((one) => (/^\d+(?:\.\d+)?$/.test(one.trim()) ? Number(one) : Number.NaN))
  if (!values.every((value) => value <= 2))
    throw new InvalidArgumentError('It is a list of numbers from 0 to 2, with commas between.')
  return values
}
