import "./workers.ts";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { AttachPhoto } from "./attach-photo.tsx";
import { ExamplesMenu } from "./examples-menu.tsx";
import { examples } from "./examples.ts";
import { createFetcher } from "./fetcher.ts";
import { createPhotos } from "./photos.ts";
import { ShowResponse } from "./show-response.ts";
import { storageOfItsOwn } from "./storage.ts";
import { TidyEditors } from "./tidy-editors.tsx";

const photos = createPhotos(
  ["cat.jpg", "coffee.jpg", "rocket.jpg"].map((name) => ({
    name,
    url: new URL(`./photos/${name}`, import.meta.url).href,
  })),
);
const fetcher = createFetcher(location.pathname, photos.open);
const storage = storageOfItsOwn("parallax:");
if (storage.length === 0) {
  prepareFirstVisit();
}

function Playground() {
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      defaultTabs={[...examples]}
      defaultEditorToolsVisibility="variables"
    >
      <GraphiQL.Logo>
        <ExamplesMenu />
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, copy, merge }) => (
          <>
            <AttachPhoto photos={photos} />
            {prettify}
            {merge}
            {copy}
          </>
        )}
      </GraphiQL.Toolbar>
      <TidyEditors />
      <ShowResponse />
    </GraphiQL>
  );
}

/**
 * GraphiQL shows the first of the default tabs without its variables, and loses its query on a
 * reload, unless they are where it keeps the open tab. The last number is how many times the
 * operation's pane is as high as the variables'.
 */
function prepareFirstVisit(): void {
  storage.setItem("graphiql:query", examples[0]?.query ?? "");
  storage.setItem("graphiql:variables", examples[0]?.variables ?? "");
  storage.setItem("graphiql:secondaryEditorFlex", "1.7");
}

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(<Playground />);
}
