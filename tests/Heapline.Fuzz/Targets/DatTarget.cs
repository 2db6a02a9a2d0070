using System.Text;
using Heapline.Analysis.Dat;
using Heapline.Capture;
using Heapline.Fuzz.Mutation;

namespace Heapline.Fuzz.Targets;

/// <summary>The reader of the original mprof's profiles, and the views that take them.</summary>
internal sealed class DatTarget : IFuzzTarget
{
    // Those of the views in Answer that a profile can be looked at with.
    private static readonly int[] s_views = [10, 11, 12, 13, 14, 15, 16, 0, 9];

    public string Name => "dat";

    public IEnumerable<byte[]> Seeds()
    {
        yield return "CMDLINE python3 app.py 'a b'\nMEM 23.109375 1795324189.9218\nMEM 24.5 1795324190.0219\n"u8.ToArray();
        yield return Encoding.UTF8.GetBytes(
            "CMDLINE ['python3', 'app.py']\nFUNC __main__.f 24.2266 1795324189.9683 24.2266 1795324190.5341 1\nFUNC .blk 24.0 1795324189.9 25 1795324191.5\n"
            + "MEM 23.1 1795324189.9218\nCHLD 11191 38.140625 1795324190.0486\nMEM 23.2 1795324190.0218\nCHLD 11192 3.5 1795324190.1486\nWORD of later\n");
    }

    public byte[] Mutate(byte[] input, byte[] other, Random random) => DatMutation.Apply(input, other, random);

    public void Execute(byte[] input, int choice)
    {
        try
        {
            var profile = DatReader.Read(new MemoryStream(input), "mprofile_20261122083626.dat");
            if (profile.Damage is { } damage)
                Answer.Sentence(damage);
            profile.PeakMebibytes(profile.Calls.Count > 0 ? profile.Calls[0].Name : null);
            var data = CaptureOfDat.Of(profile, "it.dat");
            if (choice % (4 * s_views.Length) is var view && view < s_views.Length)
                Answer.Of(data, s_views[view]);
        }
        catch (CaptureException e)
        {
            Answer.Sentence(e.Message);
        }
    }
}
