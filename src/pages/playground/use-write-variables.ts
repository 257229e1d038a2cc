import { useGraphiQL } from "@graphiql/react";
import { variablesText } from "./variables-text.ts";
import type { Variables } from "./variables.ts";

/** Writes the open tab's variables as an edit, so that Ctrl+Z in their editor takes it back. */
export function useWriteVariables(): (variables: Variables) => void {
  const editor = useGraphiQL((state) => state.variableEditor);
  return (variables) => {
    const model = editor?.getModel();
    if (!model) {
      return;
    }
    const edit = { range: model.getFullModelRange(), text: variablesText(variables) };
    model.pushStackElement();
    model.pushEditOperations([], [edit], () => null);
    model.pushStackElement();
  };
}
