import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect, useRef } from "react";

/** Asks for the schema again, with a key that came too late for GraphiQL, which asks only once. */
export function ReadSchema({ of: key }: { readonly of: string | null }): null {
  const { introspect } = useGraphiQLActions();
  const failed = useGraphiQL((state) => state.fetchError !== null);
  const again = useRef(() => {});
  again.current = () => {
    if (failed && key !== null) {
      void introspect();
    }
  };
  useEffect(() => again.current(), [key]);
  return null;
}
