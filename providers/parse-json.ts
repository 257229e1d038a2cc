/** @throws Error that says where a file of the operator's is no JSON, without repeating a piece of it */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const line = position && text.slice(0, Number(position)).split("\n").length;
    throw new Error(`it is not valid JSON${line ? ` (line ${line})` : ""}`, { cause: error });
  }
}
