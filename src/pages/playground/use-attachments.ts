import {
  tryParseJSONC,
  useGraphiQL,
  useOperationsEditorState,
  useVariablesEditorState,
} from "@graphiql/react";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Attachment, Attachments } from "./attachments.ts";
import { type FileLimits, withPatience } from "./limits.ts";
import { noVariable, tooMany, unreadable, whereTheyWent } from "./notices.ts";
import { sortFiles } from "./refusals.ts";
import { useWriteVariables } from "./use-write-variables.ts";
import { filesIn, placeFiles, takesManyPhotos, withoutFile } from "./variables.ts";

export type AttachmentsInUse = {
  readonly files: readonly Attachment[];
  /** The names that the variables of the open tab mention. */
  readonly used: ReadonlySet<string>;
  /** Whether the operation has a list that could take all photos. */
  readonly takesMany: boolean;
  /** What the last action did, or why it could not. */
  readonly notice: string;
  readonly attach: (files: readonly File[]) => void;
  readonly toggle: (file: Attachment) => void;
  readonly useAll: (files: readonly Attachment[]) => void;
  readonly remove: (name: string) => void;
};

/** The files there are, and the ways to get them into and out of the open tab's variables. */
export function useAttachments(
  attachments: Attachments,
  asked: Promise<FileLimits | undefined>,
): AttachmentsInUse {
  const [query] = useOperationsEditorState();
  const [text] = useVariablesEditorState();
  const [notice, setNotice] = useState("");
  const [limits, setLimits] = useState<FileLimits>();
  const { openTab, queryEditor, variableEditor, operationName } = useGraphiQL((state) => ({
    openTab: state.tabs[state.activeTabIndex]?.id,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    operationName: state.operationName,
  }));
  const write = useWriteVariables();

  useEffect(() => void asked.then(setLimits), [asked]);
  // What was said of one tab says nothing of the next.
  useEffect(() => setNotice(""), [openTab]);

  /** Answers what to say of it. */
  function use(files: readonly Attachment[], { maxFiles } = limits ?? { maxFiles: Infinity }) {
    const before = variableEditor?.getValue() ?? "";
    const room = Math.max(0, maxFiles - filesIn(before).size);
    const [inside, outside] = [files.slice(0, room), files.slice(room)];
    const left = outside.length > 0 ? [tooMany(outside, maxFiles)] : [];
    if (inside.length === 0) {
      return left.join(" ");
    }
    try {
      const variables = tryParseJSONC(before) ?? {};
      const placed = placeFiles(inside, queryEditor?.getValue() ?? "", operationName, variables);
      if (!placed) {
        return noVariable(inside);
      }
      write(placed.variables);
      return [whereTheyWent(inside, placed.into), ...left].join(" ");
    } catch (error) {
      return `${unreadable(error)} Mend that, then click the photo.`;
    }
  }

  function takeOut(name: string): void {
    if (!filesIn(text).has(name)) {
      return;
    }
    try {
      write(withoutFile(tryParseJSONC(variableEditor?.getValue()) ?? {}, name));
      setNotice(`${name} is out of the variables.`);
    } catch (error) {
      setNotice(unreadable(error));
    }
  }

  async function attach(files: readonly File[]): Promise<void> {
    const known = await withPatience(asked);
    const { taken, refusals } = sortFiles(files, known);
    const names = new Set(attachments.attach(taken));
    const attached = attachments.list().filter(({ name }) => names.has(name));
    setNotice([...(attached.length > 0 ? [use(attached, known)] : []), ...refusals].join(" "));
  }

  return {
    files: useSyncExternalStore(attachments.subscribe, attachments.list),
    used: filesIn(text),
    takesMany: takesManyPhotos(query, operationName),
    notice,
    attach: (files) => void attach(files),
    toggle: (file) => (filesIn(text).has(file.name) ? takeOut(file.name) : setNotice(use([file]))),
    useAll: (files) => setNotice(use(files)),
    remove: (name) => {
      takeOut(name);
      attachments.remove(name);
    },
  };
}
