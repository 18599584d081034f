/** The door to maps of code: grammars and ranks are loaded for this command alone. */
export { mapCode, type MapCodeEnd, type MapCodeRequest } from './map-code.ts'
