namespace Heapline.Capture.Format;

/// <summary>The records of a block make no sense. Never leaves the reader: it becomes <see cref="CaptureData.Damage"/>.</summary>
internal sealed class InvalidBlockException(string message) : Exception(message);
