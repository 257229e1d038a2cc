import { useState } from "react";

/** The address of a photo: the server fetches it, this page never does. */
export function UrlInput({ add }: { add: (address: string) => void }) {
  const [address, setAddress] = useState("");
  return (
    <form
      className="url"
      onSubmit={(event) => {
        event.preventDefault();
        if (address.trim()) {
          add(address);
          setAddress("");
        }
      }}
    >
      <input
        type="text"
        inputMode="url"
        aria-label="Address of an image, which the server fetches"
        placeholder="https://… (the server fetches it)"
        value={address}
        onChange={({ currentTarget }) => setAddress(currentTarget.value)}
      />
      <button type="submit" disabled={!address.trim()}>
        Add
      </button>
    </form>
  );
}
