import { tryParseJSONC, useGraphiQL, useVariablesEditorState } from "@graphiql/react";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Photo, Photos } from "./photos.ts";
import { variablesText } from "./variables-text.ts";
import { photosIn, placePhotos, withoutPhoto } from "./variables.ts";
import type { Variables } from "./variables.ts";

export type PhotosInUse = {
  readonly photos: readonly Photo[];
  /** The names that the variables of the open tab mention. */
  readonly used: ReadonlySet<string>;
  /** What the last action did, or why it could not. */
  readonly notice: string;
  readonly attach: (files: readonly File[]) => void;
  readonly toggle: (name: string) => void;
  readonly remove: (name: string) => void;
};

/** The photos there are, and the ways to get them into and out of the open tab's variables. */
export function usePhotos(photos: Photos): PhotosInUse {
  const [text] = useVariablesEditorState();
  const [notice, setNotice] = useState("");
  const { openTab, queryEditor, variableEditor, operationName } = useGraphiQL((state) => ({
    openTab: state.tabs[state.activeTabIndex]?.id,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    operationName: state.operationName,
  }));

  // What was said of one tab says nothing of the next.
  useEffect(() => setNotice(""), [openTab]);

  /** As an edit, so that Ctrl+Z in the variables editor takes it back. */
  function write(variables: Variables): void {
    const model = variableEditor?.getModel();
    if (!model) return;
    const edit = { range: model.getFullModelRange(), text: variablesText(variables) };
    model.pushStackElement();
    model.pushEditOperations([], [edit], () => null);
    model.pushStackElement();
  }

  function use(names: readonly string[]): void {
    const query = queryEditor?.getValue() ?? "";
    try {
      const variables = tryParseJSONC(variableEditor?.getValue()) ?? {};
      const placed = placePhotos(names, query, operationName, variables);
      if (placed) write(placed.variables);
      setNotice(placed ? whereTheyWent(names, placed.into) : NO_VARIABLE);
    } catch (error) {
      setNotice(`${unreadable(error)} Mend that, then click the photo.`);
    }
  }

  function takeOut(name: string): void {
    if (!photosIn(text).has(name)) return;
    try {
      write(withoutPhoto(tryParseJSONC(variableEditor?.getValue()) ?? {}, name));
      setNotice(`${name} is out of the variables.`);
    } catch (error) {
      setNotice(unreadable(error));
    }
  }

  function attach(files: readonly File[]): void {
    const images = files.filter((file) => file.type === "" || file.type.startsWith("image/"));
    if (images.length > 0) use(photos.attach(images));
    else if (files[0]) setNotice(`${files[0].name} is not an image.`);
  }

  return {
    photos: useSyncExternalStore(photos.subscribe, photos.list),
    used: photosIn(text),
    notice,
    attach,
    toggle: (name) => (photosIn(text).has(name) ? takeOut(name) : use([name])),
    remove: (name) => {
      takeOut(name);
      photos.remove(name);
    },
  };
}

const NO_VARIABLE =
  "This operation has no variable of type ImageInput: " +
  "declare one, such as ($image: ImageInput!), then click the photo.";

function whereTheyWent(names: readonly string[], into: ReadonlyMap<string, string>): string {
  const went = names
    .filter((name) => into.has(name))
    .map((name) => `${name} is in $${into.get(name)}.`);
  const left = names.filter((name) => !into.has(name));
  if (left.length > 0) went.push(`No variable is left for ${left.join(", ")}.`);
  return went.join(" ");
}

function unreadable(error: unknown): string {
  const { message } = error as Error;
  // GraphiQL's sentence about the variables lacks its subject; the parser's about the query is whole.
  return message.startsWith("are ") ? `The variables ${message}` : message;
}
