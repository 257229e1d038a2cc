import { ChevronDownIcon, DropdownMenu, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { examples } from "./examples/examples.ts";
import type { Example } from "./examples/example.ts";

/** Brings an example back: to its tab if one still holds it, else in a new tab. */
export function ExamplesMenu() {
  const open = useOpenExample();
  return (
    <DropdownMenu>
      <DropdownMenu.Button className="examples-button">
        Examples <ChevronDownIcon aria-hidden="true" />
      </DropdownMenu.Button>
      <DropdownMenu.Content align="end">
        {examples.map((example) => (
          <DropdownMenu.Item key={example.title} onSelect={() => open(example)}>
            {example.title}
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  );
}

function useOpenExample(): (example: Example) => void {
  const { addTab, changeTab } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL((state) => ({
    tabs: state.tabs,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  return ({ query, variables = "" }) => {
    const existing = tabs.findIndex(
      (tab) => tab.query === query && (tab.variables ?? "") === variables,
    );
    if (existing >= 0) {
      changeTab(existing);
      return;
    }
    if (queryEditor?.getValue().trim()) {
      addTab();
    }
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
  };
}
