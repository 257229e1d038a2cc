import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect, useRef } from "react";

/** Makes the operation with this name the one that the play button runs, once GraphiQL has read it. */
export function SelectOperation({ name }: { readonly name: string | undefined }): null {
  const { setOperationName } = useGraphiQLActions();
  const isThere = useGraphiQL((state) =>
    state.operations?.some((operation) => operation.name?.value === name),
  );
  const selected = useRef(false);
  useEffect(() => {
    if (name !== undefined && isThere && !selected.current) {
      selected.current = true;
      setOperationName(name);
    }
  }, [name, isThere, setOperationName]);
  return null;
}
