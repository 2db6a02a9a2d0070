namespace Heapline.Cli.Running;

/// <summary>An interpreter that can be profiled.</summary>
/// <param name="Path">The program to start.</param>
/// <param name="Version">Its version as far as it is known without asking: <c>3.12</c>.</param>
internal sealed record Python(string Path, string Version);
