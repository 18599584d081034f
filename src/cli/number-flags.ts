import { InvalidArgumentError } from 'commander'

export function toSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0 on.')
  return Number(text)
}

export function toCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1 on.')
  return Number(text)
}

/** A share of something: above 0 and at most 1. */
export function toFraction(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('It is a number above 0 and at most 1.')
  return value
}

/** How many of one thing to another: above 0. */
export function toMultiplier(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value > 0)) throw new InvalidArgumentError('It is a number above 0.')
  return value
}

export function toPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw new InvalidArgumentError('It is a whole number from 0 to 65535.')
  return port
}
