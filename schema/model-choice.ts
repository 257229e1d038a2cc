import { ArgsType, type ClassType, Field, ID } from "type-graphql";
import { RouteInput } from "./route.ts";

/** The arguments by which every query picks its model, after those that `Inputs` declares. */
export function withModelChoice<Inputs extends ClassType>(inputs: Inputs) {
  @ArgsType()
  class ModelChoiceArgs extends inputs {
    @Field(() => ID, {
      nullable: true,
      description:
        "Id or alias of the model to use. If both `model` and `route` are left out, the server's default model is used.",
    })
    model?: string | null;

    @Field(() => RouteInput, {
      nullable: true,
      description: "Lets the router choose the model. Give `model` or `route`, not both.",
    })
    route?: RouteInput | null;
  }
  return ModelChoiceArgs;
}
