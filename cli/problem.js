/** What went wrong, in words for whoever runs the command. Any other error is a fault of the program. */
export class Problem extends Error {}

/**
 * The last lines of what a program said.
 * @param {string} text
 * @param {number} [lines]
 */
export const tail = (text, lines = 20) => text.trimEnd().split("\n").slice(-lines).join("\n");
