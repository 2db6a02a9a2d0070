using System.Text.RegularExpressions;
using Heapline.Capture;
using Heapline.Fuzz.Mutation;

namespace Heapline.Fuzz.Targets;

/// <summary>The reader of captures, and every view of what it reads.</summary>
internal sealed partial class CaptureTarget : IFuzzTarget
{
    public string Name => "capture";

    public IEnumerable<byte[]> Seeds() => CaptureSeeds.All();

    public byte[] Mutate(byte[] input, byte[] other, Random random) => CaptureMutation.Apply(input, other, random);

    public void Execute(byte[] input, int choice)
    {
        CaptureData data;
        try
        {
            data = CaptureReader.Read(new MemoryStream(input), "it.mprofile");
        }
        catch (CaptureException e)
        {
            Answer.Sentence(e.Message);
            if (!Enum.IsDefined(e.DiagnosticId) || !e.Message.Contains("expected", StringComparison.Ordinal))
                throw new InvalidDataException($"a diagnostic without number or reason: {e.Message}");
            return;
        }
        if (data.Damage is { } damage && !Damage().IsMatch(damage))
            throw new InvalidDataException($"damage without its offset: {damage}");
        // Reading alone is what most executions are for: a view takes ten times as long.
        if (choice % (4 * Answer.Views) is var view && view < Answer.Views)
            Answer.Of(data, view);
    }

    [GeneratedRegex(@"^at byte \d+: expected .+, found .+$", RegexOptions.Singleline)]
    private static partial Regex Damage();
}
