export type Example = {
  /** As the menu lists it; the tab itself shows the operation's name. */
  readonly title: string;
  readonly query: string;
  readonly variables?: string;
};
