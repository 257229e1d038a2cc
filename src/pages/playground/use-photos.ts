import { tryParseJSONC, useGraphiQL, useVariablesEditorState } from "@graphiql/react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { notImages, noVariable, unreadable, whereTheyWent } from "./notices.ts";
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
    if (!model) {
      return;
    }
    const edit = { range: model.getFullModelRange(), text: variablesText(variables) };
    model.pushStackElement();
    model.pushEditOperations([], [edit], () => null);
    model.pushStackElement();
  }

  /** Answers what to say of it. */
  function use(names: readonly string[]): string {
    const query = queryEditor?.getValue() ?? "";
    try {
      const variables = tryParseJSONC(variableEditor?.getValue()) ?? {};
      const placed = placePhotos(names, query, operationName, variables);
      if (!placed) {
        return noVariable;
      }
      write(placed.variables);
      return whereTheyWent(names, placed.into);
    } catch (error) {
      return `${unreadable(error)} Mend that, then click the photo.`;
    }
  }

  function takeOut(name: string): void {
    if (!photosIn(text).has(name)) {
      return;
    }
    try {
      write(withoutPhoto(tryParseJSONC(variableEditor?.getValue()) ?? {}, name));
      setNotice(`${name} is out of the variables.`);
    } catch (error) {
      setNotice(unreadable(error));
    }
  }

  function attach(files: readonly File[]): void {
    const images = files.filter(mayBeImage);
    const others = files.filter((file) => !mayBeImage(file));
    const said = images.length > 0 ? [use(photos.attach(images))] : [];
    if (others.length > 0) {
      said.push(notImages(others.map((file) => file.name)));
    }
    setNotice(said.join(" "));
  }

  return {
    photos: useSyncExternalStore(photos.subscribe, photos.list),
    used: photosIn(text),
    notice,
    attach,
    toggle: (name) => (photosIn(text).has(name) ? takeOut(name) : setNotice(use([name]))),
    remove: (name) => {
      takeOut(name);
      photos.remove(name);
    },
  };
}

/** Of some files, such as those without an ending, the browser does not know the type. */
function mayBeImage({ type }: File): boolean {
  return type === "" || type.startsWith("image/");
}
