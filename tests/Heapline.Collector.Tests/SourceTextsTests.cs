using System.Text;
using Heapline.Collector.Running;

namespace Heapline.Collector.Tests;

public sealed class SourceTextsTests
{
    private static string? Text(byte[] bytes) => SourceTexts.Utf8(bytes) is { } text ? Encoding.UTF8.GetString(text.Span) : null;

    [Fact]
    public void Encoding_is_utf8_unless_a_cookie_in_the_first_two_lines_says_otherwise()
    {
        Assert.Equal("x = 'ä'\n", Text(Encoding.UTF8.GetBytes("x = 'ä'\n")));
        Assert.Equal("x\n", Text([0xEF, 0xBB, 0xBF, (byte)'x', (byte)'\n']));
        Assert.Equal("# coding: ascii\nx\n", Text("# coding: ascii\nx\n"u8.ToArray()));
        Assert.Equal("#!/x\n# -*- coding: latin-1 -*-\nä", Text(Encoding.Latin1.GetBytes("#!/x\n# -*- coding: latin-1 -*-\nä")));
        Assert.Null(Text(Encoding.Latin1.GetBytes("\n\n# coding: latin-1\nä")));
        Assert.Null(Text(Encoding.Latin1.GetBytes("# coding: koi8-r\nä")));
    }

    [Fact]
    public void Only_real_files_of_at_most_one_MiB_are_read()
    {
        var folder = Directory.CreateTempSubdirectory("heapline-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "a.py"), "a = 1\n");
        File.WriteAllText(Path.Combine(folder, "big.py"), new string('#', (1 << 20) + 1));
        Directory.CreateDirectory(Path.Combine(folder, "d.py"));
        File.WriteAllText(Path.Combine(folder, "full.py"), new string('#', 1 << 20));
        string[] names = ["a.py", "big.py", "d.py", "<string>", "/dev/zero", "", "full.py", "gone.py", "a\0b"];
        byte[] buffer = [];
        var found = names.Where(SourceTexts.MayBeFile).Select(name => SourceTexts.Read(Path.Combine(folder, name), ref buffer) is { } text ? Encoding.UTF8.GetString(text.Span) : null).ToList();
        Directory.Delete(folder, recursive: true);
        Assert.Equal(["a = 1\n", null, null, null, new string('#', 1 << 20), null], found);
    }

    [Fact]
    public void Script_that_locks_itself_is_read_all_the_same_and_without_a_lock()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "a = 1\n");
        byte[] buffer = [];
        // On Linux this is flock(LOCK_EX): whoever asked for a lock would be refused.
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal("a = 1\n"u8, SourceTexts.Read(path, ref buffer)!.Value.Span);
        File.Delete(path);
    }
}
