using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// Block kind 24, modules of decorated functions.
/// <code>
/// 24  function (number), module (text)
///     00   06 70 6B 67 2E 69 6F                  function 0 is of pkg.io
/// </code>
/// </summary>
internal static class ModuleRecords
{
    public static void Write(RecordBuffer buffer, FunctionModule module)
    {
        buffer.Number(module.Function.Value);
        buffer.Text(module.Module);
    }

    public static FunctionModule Read(ref RecordReader reader, KnownIds known) => new(new FunctionId(reader.Index(known.Functions, "functions")), reader.Text());
}
