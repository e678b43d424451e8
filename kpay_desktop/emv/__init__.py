"""EMV kernels without input or output: contact and contactless transactions as generators."""
