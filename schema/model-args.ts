import { ArgsType, Field, ID } from "type-graphql";
import type { Hosting as HostingName, Modality as ModalityName } from "../models/model.ts";
import { Hosting, Modality } from "./enums.ts";

@ArgsType()
export class ModelsArgs {
  @Field(() => Modality, {
    nullable: true,
    description:
      "Only models that take this kind of input natively. VIDEO leaves out models that take video by frames.",
  })
  modality?: ModalityName | null;

  @Field(() => Hosting, {
    nullable: true,
    description: "Only local models, or only cloud models. Both if left out.",
  })
  hosting?: HostingName | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only models that list this language, as a BCP 47 tag such as "en" or "pt-BR".',
  })
  language?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "true: only models that are READY. false: only models that are not. All if left out.",
  })
  available?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "true: only models whose licence allows commercial use. false: only models for research only. All if left out, also those whose licence says nothing.",
  })
  commercialUse?: boolean | null;
}

@ArgsType()
export class ModelArgs {
  @Field(() => ID, { description: "The model's id, or one of its aliases." })
  id!: string;
}
