import "./workers.ts";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { openSession } from "../shared/key/open-session.ts";
import { useSession } from "../shared/key/use-session.ts";
import { AttachFiles } from "./attach-files.tsx";
import { createAttachments } from "./attachments.ts";
import type { Attachment } from "./attachments.ts";
import { ExamplesMenu } from "./examples-menu.tsx";
import { examples } from "./examples/examples.ts";
import { createFetcher } from "./fetcher.ts";
import { askLimits } from "./limits.ts";
import { keptPhotos } from "./kept-photos.ts";
import { linkedQuery, withoutLinkedQuery } from "./linked-query.ts";
import { ReadSchema } from "./read-schema.ts";
import { createLastExchange } from "./result/exchanges.ts";
import { ResultPane } from "./result/result-pane.tsx";
import { RunAnywhere } from "./run-anywhere.ts";
import { SelectOperation } from "./select-operation.ts";
import { ShowResponse } from "./show-response.ts";
import { storageOfItsOwn } from "./storage.ts";
import { TidyEditors } from "./tidy-editors.tsx";

const attachments = createAttachments([
  shipped("cat.jpg", "image"),
  shipped("coffee.jpg", "image"),
  shipped("rocket.jpg", "image"),
  shipped("scenes.mp4", "video"),
]);
const { session, fetch } = openSession(location.pathname);
const limits = askLimits(location.pathname, fetch);
const last = createLastExchange(attachments.list);
const fetcher = createFetcher(location.pathname, attachments.open, fetch, last.hear);
const storage = storageOfItsOwn("parallax:");
const linked = linkedQuery(location.search);
const tabs = [...(linked ? [linked] : []), ...examples];
if (linked?.variables) {
  const names = new Set(attachments.list().map(({ name }) => name));
  void keptPhotos(linked.variables, names).then(attachments.attach, () => {});
}
if (storage.length === 0) {
  // How many times the operation's pane is as high as the variables'.
  storage.setItem("graphiql:secondaryEditorFlex", "1.7");
  keepAsOpenTab(tabs[0]!);
} else if (linked) {
  keepAsOpenTab(linked);
}
const { pathname, search, hash } = location;
history.replaceState(null, "", pathname + withoutLinkedQuery(search) + hash);

function Playground() {
  const { key } = useSession(session);
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      shouldPersistHeaders={false}
      defaultTabs={tabs.map(({ query, variables }) => ({ query, variables }))}
      defaultEditorToolsVisibility="variables"
    >
      <GraphiQL.Logo>
        <ExamplesMenu />
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, copy, merge }) => (
          <>
            <AttachFiles attachments={attachments} limits={limits} />
            {prettify}
            {merge}
            {copy}
          </>
        )}
      </GraphiQL.Toolbar>
      <GraphiQL.Footer>
        <ResultPane last={last} attachments={attachments} storage={storage} />
      </GraphiQL.Footer>
      <TidyEditors />
      <ShowResponse />
      <RunAnywhere />
      <ReadSchema of={key} />
      <SelectOperation name={linked?.operationName} />
    </GraphiQL>
  );
}

function shipped(name: string, kind: Attachment["kind"]): Attachment {
  return { name, kind, url: new URL(`./photos/${name}`, import.meta.url).href };
}

/**
 * Where GraphiQL keeps the open tab: it opens the tab that has these, or a new one. On a first visit
 * it would else show the first tab without its variables, and lose its query on a reload.
 */
function keepAsOpenTab({ query, variables = "" }: { query: string; variables?: string }): void {
  storage.setItem("graphiql:query", query);
  storage.setItem("graphiql:variables", variables);
}

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(<Playground />);
}
