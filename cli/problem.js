/** A failure in words for the person who runs the command. Any other error is a bug in the program. */
export class Problem extends Error {}

/**
 * The last lines of a program's output.
 * @param {string} text
 * @param {number} [lines]
 */
export const tail = (text, lines = 20) => text.trimEnd().split("\n").slice(-lines).join("\n");
