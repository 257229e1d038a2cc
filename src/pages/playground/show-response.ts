import { useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";

/** Brings the response into sight when the play button is pressed: in a narrow window it is below. */
export function ShowResponse(): null {
  const running = useGraphiQL((state) => state.isFetching);
  useEffect(() => {
    if (!running) {
      return;
    }
    document.querySelector(".graphiql-response")?.scrollIntoView({ block: "nearest" });
  }, [running]);
  return null;
}
